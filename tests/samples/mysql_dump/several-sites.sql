-- phpMyAdmin SQL Dump
-- https://www.phpmyadmin.net/
SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";

CREATE TABLE `blog_comments` (
  `comment_ID` bigint(20) UNSIGNED NOT NULL,
  `comment_post_ID` bigint(20) UNSIGNED NOT NULL DEFAULT 0,
  `comment_author` tinytext NOT NULL,
  KEY `comment_post_ID` (`comment_post_ID`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='what (people) say; it''s all here';

INSERT INTO `blog_comments` (`comment_ID`, `comment_post_ID`, `comment_author`, `comment_author_email`, `comment_author_url`, `comment_author_IP`, `comment_date`, `comment_date_gmt`, `comment_content`, `comment_karma`, `comment_approved`, `comment_agent`, `comment_type`, `comment_parent`, `user_id`) VALUES
(1, 7, 'Ada', 'ada@example.org', '', '192.0.2.4', '2025-03-01 10:00:00', '2025-03-01 09:00:00', 'It\'s \"fine\"; really (mostly)\r\nC:\\shed, 100%', 0, '1', 'Mozilla/5.0 (X11; Linux)', 'comment', 0, 0),
(2, 7, 'Rémi', 'remi@example.org', 'https://remi.example', '192.0.2.5', '2025-03-02 10:00:00', '2025-03-02 09:00:00', 'Merci''à tous\n\nINSERT INTO `blog_comments` VALUES (666, 7, ''x'');', 0, '0', '', 'comment', 1, 0),
(3, 7, 'Pills', 'p@example.com', 'http://pills.example', '192.0.2.6', '2025-03-03 10:00:00', '2025-03-03 09:00:00', 0x43686561702070696c6c73, 0, 'spam', '', 'comment', 0, 0),
(4, 8, 'Owner', 'owner@shed.example', NULL, NULL, '2025-03-04 10:00:00', '2025-03-04 09:00:00', 'Comments stay open.', 0, '1', NULL, '', 0, 1),
(5, 7, 'short row', 'x');
INSERT INTO `blog_comments` (`comment_ID`, `comment_post_ID`, `comment_author`, `comment_date_gmt`, `comment_content`, `comment_approved`, `comment_parent`) VALUES (6, 9, 'Gone', '0000-00-00 00:00:00', 'The post is not in the dump', '1', 0);
INSERT INTO `blog_commentmeta` VALUES (1, 1, 'rating', '4'),(2, 4, '_wp_trash_meta_status', '1');
INSERT INTO `blog_options` VALUES (1,'siteurl','http://shed.example/wp','yes'),(2,'home','https://shed.example','yes'),(3,'permalink_structure','/%year%/%monthnum%/%postname%/','yes'),(4,'timezone_string','Europe/Paris','yes');
INSERT INTO `blog_posts` (`ID`, `post_author`, `post_date`, `post_date_gmt`, `post_content`, `post_title`, `post_status`, `post_name`, `post_parent`, `guid`, `post_type`) VALUES
(7, 1, '2025-02-27 08:00:00', '2025-02-27 07:00:00', '<p>It\'s (a) roof; 1) \'tin\'</p>', 'Roofs &amp; tin', 'publish', 'roofs', 0, 'http://shed.example/?p=7', 'post'),
(8, 1, '2025-02-28 08:00:00', '2025-02-28 07:00:00', '', 'About', 'publish', 'about', 0, 'http://shed.example/?page_id=8', 'page');
INSERT INTO `blog_usermeta` VALUES (1,1,'blog_capabilities','a:1:{s:13:\"administrator\";b:1;}'),(2,2,'blog_capabilities','a:1:{s:10:\"subscriber\";b:1;}');
INSERT INTO `blog_users` VALUES (1,'owner','','owner','owner@shed.example','','2020-01-01 00:00:00','',0,'The Owner');
INSERT INTO `blog_wc_users_voted` VALUES (1,'9',1,1,0,7,'1740000000'),(2,'10',1,1,0,7,'1740000001'),(3,'11',2,-1,0,7,'1740000002');
INSERT INTO `blog_2_comments` VALUES (1,3,'Zoé','zoe@example.org','','192.0.2.9','2025-04-01 10:00:00','2025-04-01 08:00:00','Un autre site, le même hôte',0,'1','','comment',0,0),(2,3,'Max','max@example.org','','192.0.2.9','2025-04-01 11:00:00','2025-04-01 09:00:00','Et une réponse',0,'1','','comment',1,0);
INSERT INTO `blog_2_options` VALUES (1,'home','https://shed.example/fr','yes'),(2,'permalink_structure','','yes'),(3,'gmt_offset','2','yes');
INSERT INTO `blog_2_posts` (`ID`, `post_author`, `post_date`, `post_date_gmt`, `post_title`, `post_status`, `post_name`, `post_parent`, `guid`, `post_type`) VALUES (3,1,'2025-03-30 08:00:00','2025-03-30 06:00:00','Toits','publish','toits',0,'https://shed.example/fr/?p=3','post');
